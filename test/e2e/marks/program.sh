# nest | many WHO COUNT | log COUNT FILE | names NAME...: marks through the example's helper. NOW prints clocks.
set -eu
. "$HELPERS/joulemark.sh"
mode=$1
shift
case $mode in
  nest)
    joulemark_begin outer
    joulemark_begin inner
    sleep 0.05
    joulemark_end inner
    joulemark_end outer
    ;;
  many)
    k=0
    while [ "$k" -lt "$2" ]; do
      joulemark_begin "$1-$k"
      joulemark_end "$1-$k"
      k=$((k + 1))
    done
    ;;
  log)
    k=0
    while [ "$k" -lt "$1" ]; do
      a=$($NOW)
      joulemark_begin "m$k"
      b=$($NOW)
      joulemark_end "m$k"
      c=$($NOW)
      printf 'begin m%s %s %s\nend m%s %s %s\n' "$k" "${a% * *}" "${b##* }" "$k" "${b% * *}" "${c##* }" >>"$2"
      k=$((k + 1))
    done
    ;;
  walls)
    k=0
    while [ "$k" -lt "$1" ]; do
      a=$EPOCHREALTIME
      joulemark_begin "m$k"
      b=$EPOCHREALTIME
      joulemark_end "m$k"
      printf 'begin m%s %s %s\nend m%s %s %s\n' "$k" "$a" "$b" "$k" "$b" "$EPOCHREALTIME" >>"$2"
      k=$((k + 1))
    done
    ;;
  names)
    for name; do
      joulemark_begin "$name"
      joulemark_end "$name"
    done
    ;;
esac
