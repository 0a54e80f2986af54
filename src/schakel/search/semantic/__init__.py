"""Meaning by a small sentence encoder: optional, on this machine only, never fetched from a model hub.

``model_folder`` reads what its makers published, ``bert`` computes it in NumPy, ``encoder`` turns texts into vectors,
``gloss`` says Dutch in English words for a model that reads only English, ``passages`` cuts texts into what is compared
beside the whole, and ``vectors`` keeps what was computed.
"""
