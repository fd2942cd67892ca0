"""For all tests: prices of models come from the wheel, not from the network."""

import os

# litellm reads it at import.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
