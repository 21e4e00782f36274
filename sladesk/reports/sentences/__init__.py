"""What a review says in words: each sentence follows from figures by conditions, none names a cause.

Rounding comes first, then subtraction; what is not recorded is not spoken about; every adjective is
a condition.
"""
