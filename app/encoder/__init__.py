"""An article read into a draft by an encoder with heads, which `training/encoder` trains. It needs numpy and no torch.

shown     an article as word pieces, with the numbers, dates and places that code finds in it
codes     the code lists of the heads
marked    what is said of an article
drafting  what is marked, as a `Draft`
"""
