"""The columns of the search's tables, all of 64-bit whole numbers.

Few wide tables instead of many arrays: a call into compiled code hands over every table it is
given, and what is looked up together lies together.
"""

FAR = 10**9
"""Beyond every time, distance and limit: a way that does not exist, a limit that is not set."""

# a load; those of one drop point stand together
L_STORE, L_DROP, L_MASS, L_CRATES, L_COLD, L_HANDLING, L_SKIP, L_READY, L_RIDE = range(9)
L_HELD, L_DEADLINE, L_FORMER, L_CHANGE, L_KEY, L_WEIGHT, L_COLUMNS = range(9, 16)

WEIGHT = 100
"""The weight of a load of average size."""

# a drop point, with its first load and the one after its last
D_PLACE, D_OPENS, D_CLOSES, D_SERVICE, D_RISK, D_SHELF, D_FIRST, D_END, D_COLUMNS = range(9)

# a store
S_PLACE, S_OPENS, S_CLOSES, S_STAY, S_COLUMNS = range(5)

# a slot: one unit of a vehicle; then for each drop point whether it is let in there, and for
# each store how often it has been there already
U_TRAVEL, U_START, U_END, U_MASS, U_CRATES, U_COLD, U_FIXED, U_PER_M, U_PER_S = range(9)
U_FROM, U_START_BY, U_BACK_BY, U_RANGE, U_STOPS, U_LOADINGS, U_CLASS, U_TARGET, U_OFF = range(9, 18)
U_DONE_M, U_DONE_S, U_HELD_MASS, U_HELD_CRATES, U_HELD_COLD = range(18, 23)
U_LEVEL, U_DONE_STOPS, U_UNDER_WAY, U_ADMITS = range(23, 27)

# a visit of a route, in order; the first row is the start, the last the end
V_NODE, V_PLACE, V_OPENS, V_CLOSES, V_STAY, V_LEAVES, V_SPENT, V_START_BY = range(8)
V_LATE, V_AHEAD, V_ENDS, V_LEVEL, V_CEILING, V_MASS, V_CRATES, V_COLD = range(8, 16)
V_BEST, V_COLUMNS = range(16, 18)

# a route; then for each store how often it is visited
R_COUNT, R_STOPS, R_METRES, R_SECONDS, R_COST, R_KEY, R_COLUMNS = range(7)

# marks on slots: changed in this step, its class seen in this look, near in this look, list of
# those changed, number of visits in the best plan
K_STAMP, K_SEEN, K_NEAR, K_TOUCHED, K_BEST, K_COLUMNS = range(6)

# where loads are, now and in the best plan; lists of those absent, moved (from where), and of rides
F_WHERE, F_BEST, F_ABSENT, F_SAVED, F_CHANGED, F_BEFORE, F_RIDE, F_COLUMNS = (*range(7), 9)

# notes on the visits of the route that is at work on
P_MARKED, P_KEPT, P_LOW, P_HIGH, P_DETOUR, P_COLUMNS = range(6)

# what the search keeps in mind
M_RANDOM, M_BLINK, M_ABSENT, M_SAVED, M_TOTAL, M_BEST, M_TOUCHED, M_CHANGED = range(8)
M_STAMP, M_POOLED, M_POOL_END, M_STEPS, M_MILD, M_SERVED, M_THOROUGH = range(8, 15)

# in mind too: the best way yet to insert a load
I_DELTA, I_SLOT, I_KIND, I_STORE_GAP, I_DROP_GAP, M_COLUMNS = range(15, 21)
PLAIN, JOIN, STORE_FIRST, DROP_FIRST, STORE_JOIN = range(5)
