"""A made-up district to try Menkou with: its places, people, products and baskets.

Everything here is plain data, made from tables in ``data`` and a random generator that the
caller seeds, so that one seed always gives one district. Nothing in it names a real person,
shop, article or telephone.
"""
