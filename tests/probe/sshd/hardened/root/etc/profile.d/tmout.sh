# close idle shells
TMOUT=600
readonly TMOUT
export TMOUT
