"""An encoder with heads that reads an article into a draft: labels from gold, training, and the way back to a `Draft`.

shown     an article as word pieces, with the numbers, dates and places that code finds in it
codes     the code lists of the heads
answers   what the heads should say of an article
labels    those answers, of a labelled article
golden    what a gold record says, as the labels ask for it
exact     labels as what is marked
marked    what is said of an article, by labels or by heads
drafting  what is marked, as a `Draft`
net       the encoder and its heads (PyTorch)
seeing    an article through the net
losses    how far the heads are from the labels
sayings   what sentences say of parties, by the heads
reading   scores of the heads to what is marked
train     training with checkpoints; `python -m training.encoder.train`
tune      thresholds, on articles kept for it
score     figures on labelled articles; `python -m training.encoder.score`
"""
