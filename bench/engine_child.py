"""An engine with other parameters than Sitrep's, for `bench.engine`: python -m bench.engine_child SLOTS REUSE."""

import sys
from typing import Any

from app.engine import child
from app.engine.child import Order


def parameters(order: Order, xlc: Any) -> Any:
    """Sitrep's, but for the slots, each with a whole context, and whether what is known of a prompt is used again."""
    slots, reuse = int(sys.argv[1]), sys.argv[2] == "True"
    params = child.parameters(order, xlc)
    params.n_parallel, params.n_ctx = slots, slots * order.context_tokens
    if not reuse:
        params.cache_prompt, params.cache_ram_mib = False, 0
    return params


if __name__ == "__main__":
    child.main(parameters)
