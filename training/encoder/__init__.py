"""Training of the encoder with heads that reads an article into a draft (`app/encoder` is what reads).

answers   what the heads should say of an article
labels    those answers, of a labelled article
golden    what a gold record says, as the labels ask for it
exact     labels as what is marked
net       the encoder and its heads (PyTorch)
losses    how far the heads are from the labels
train     training with checkpoints; `python -m training.encoder.train`
tune      thresholds, on articles kept for it
export    a trained net as the file that the service reads; `python -m training.encoder.export`
score     figures on labelled articles; `python -m training.encoder.score`
"""
