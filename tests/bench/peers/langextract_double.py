"""A stand-in for `langextract_peer.py`: answers by the document's id, or ends."""

import json
import sys
from typing import Any

SAID: dict[str, dict[str, Any]] = {
    "full": {"error": None, "unread": 1, "extractions": [["PerpOrg", "the RF"], ["Weapon", "gun"]]},
    "unread": {"error": None, "unread": 2, "extractions": []},
    "raises": {"error": "InferenceRuntimeError", "unread": 0, "extractions": []},
    "none": {"error": None, "unread": 0, "extractions": []},
}

order = json.loads(sys.stdin.readline())
sys.stdout.write(json.dumps({"ready": True, "version": f"1.7 at {order['max_output_tokens']}"}) + "\n")
sys.stdout.flush()
for line in sys.stdin:
    document = json.loads(line)
    if document["id"] not in SAID:
        break
    sys.stdout.write(json.dumps({"id": document["id"], "seconds": 1.5, **SAID[document["id"]]}) + "\n")
    sys.stdout.flush()
