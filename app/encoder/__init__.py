"""An article read into a draft by an encoder with heads, which `training/encoder` trains. It needs numpy and no torch.

card      which file holds the encoder, and its card
propose   the proposer; the file to read first
weights   the file: arrays, tokenizer, thresholds
shown     an article as word pieces, with the numbers, dates and places that code finds in it
windows   a long article in parts that the net can hold
net       the encoder and its heads, in numpy
layers    their layers
seeing    an article through a net, of numpy or of torch
reading   scores of the heads to what is marked
sayings   what sentences say of parties, by the heads
tags      spans by the scores of pieces
clusters  which mentions are of one party
codes     the code lists of the heads
marked    what is said of an article, by labels or by heads
drafting  what is marked, as a `Draft`
"""
