"""From text to weighted tokens, in Dutch and English: the same for items and for questions.

``words`` cuts text, ``languages`` guesses its language, ``forms`` reduces words to what they share,
``lexicon`` splits compounds and crosses to the other language, ``concepts`` recognises themes, and
``analyser`` puts these together into the streams an engine keeps.
"""
