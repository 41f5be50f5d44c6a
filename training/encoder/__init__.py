"""Training of the encoder with heads that reads an article into a draft (`app/encoder` is what reads): labels from gold.

labels    what the heads should say of a labelled article
golden    what a gold record says, as the labels ask for it
exact     labels as what is marked
net       the encoder and its heads (PyTorch)
seeing    an article through the net
losses    how far the heads are from the labels
reading   scores of the heads to what is marked
train     training with checkpoints; `python -m training.encoder.train`
tune      thresholds, on articles kept for it
score     figures on labelled articles; `python -m training.encoder.score`
"""
