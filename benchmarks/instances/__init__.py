"""The problems of the routing benchmark: neighbourhoods of our own making, and public sets."""
