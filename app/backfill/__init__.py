"""Archives: one row for each article id, exactly once, on one machine or many, whatever is killed meanwhile.

files      where articles come from and results go, local or remote           the only importer of fsspec
chunks     plan       what a run is to do
    files to chunks of articles, a chunk being what is done, lost and done again as a whole
register   which chunk an id belongs to, and which ids are done: on disk, since there may be more than memory holds
work       one chunk: what is not done is summarised, and committed by one file
table      that file, and the one of failures: Parquet
settle     what killed runs left: unfinished files, ids that are there twice, failures that have become records
cluster    Ray Data over all of it                                             the only importer of ray
dossiers   the second stage: the incidents of the records, put together by blocks of country and days
"""
