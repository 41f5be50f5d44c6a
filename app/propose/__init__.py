"""One typed question per article, or per overlapping part of it; the answer is a draft."""
