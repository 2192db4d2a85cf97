"""Language models: asked through one small protocol, given numbered evidence, never believed.

A model proposes claims; each is tied to words that stand in its evidence and then meets the same
gate as every other claim (`rag.check`). What fails is not shown; where the model fails, the
extractive answer stands.
"""
