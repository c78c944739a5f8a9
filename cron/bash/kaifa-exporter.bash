# bash completion for kaifa-exporter(1)

# Completes the word to the paths of ports.
_kaifa_exporter_ports() {
  local port
  for port in /dev/kaifa /dev/serial/by-id/* /dev/ttyUSB* /dev/ttyACM* /dev/ttyAMA*; do
    [[ ! -e $port || $port != "$1"* ]] || printf '%s\n' "$port"
  done
}

_kaifa_exporter() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  # bash splits --option=value into three words
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi

  local words
  case $previous in
    --device | -d)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(_kaifa_exporter_ports "$current")
      # A recording can be read like a port.
      ((${#COMPREPLY[@]})) || mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    --output | -o | --config | -c | --key-file | --record)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    --textfile-dir)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return
      ;;
    --baud | -b) words='300 600 1200 2400 4800 9600 19200 38400 57600 115200' ;;
    --parity) words='even odd none' ;;
    --list | -l) words='1 2 3' ;;
    --format) words='prom text json dump' ;;
    --wiring) words='auto 3 4' ;;
    --timezone) words=$(awk '!/^#/ { print $3 }' /usr/share/zoneinfo/zone.tab 2>/dev/null) ;;
    --timeout | -t | --name | -n | --label | --ct-ratio) return ;;
    *)
      words='--device --baud --parity --list --timeout --textfile-dir --name --output --stdout
        --format --ct-ratio --key-file --label --timezone --wiring --config
        --record --verbose --help --version'
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _kaifa_exporter kaifa-exporter
