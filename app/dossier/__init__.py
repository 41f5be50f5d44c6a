"""Several summaries to one dossier: reports of one incident put together, merged, and their disagreements shown.

Pure and deterministic: the same summaries in any order, in any batches, some of them twice, give the same dossier.

    accounts    the incidents of each summary, each with its article                      here and in `accounts.py`
    copies      articles that repeat another are one origin, older versions are superseded
    clusters    which accounts are of one incident: `profiles` of them, `blocks` in which they meet, `likeness` of two,
                `clusters` that join the likely ones, `ties` for the grey band
    merge       the accounts of a cluster to one incident; every claim is kept, nothing is summed or averaged
    conflicts   where the accounts of a cluster differ, with who says it, where, and the words
"""
