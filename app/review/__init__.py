"""Corrections of records: what a person says of a value is checked, kept beside the record, and put into a view of it.

tree      a record as JSON: a value found by its path, and one put in its place
forms     a value as a person gives it, to the form that records have
anchors   where a value of an earlier reading stands in a later one of the same article
check     whether a correction can be taken: the path, the form, the words
label_studio   records as tasks for Label Studio
annotations    what is annotated there, as corrections
sheet     corrections and open questions as a table, and back
gold      a reviewed record as a candidate for gold
view      a record with its corrections, and what is open in a record
"""
