# Prints the directory that the runs of a meter write to, and their labels, as they follow another label in the
# exposition format:
#
#   awk -v options=/etc/default/kaifa-exporter-NAME -f settings.awk
#
# 'died' and 'kaifa-exporter-remove' need both if the program cannot run. A file that cannot be read counts as empty.

# Removes quotes and backslashes as systemd does. Blanks outside of quotes become 'separator'.
function unquoted(text, separator,    i, character, quote, result) {
  for (i = 1; i <= length(text); i++) {
    character = substr(text, i, 1)
    if (character == "\\" && quote != "'")
      result = result substr(text, ++i, 1)
    else if (character == quote)
      quote = ""
    else if (quote == "" && (character == "\"" || character == "'"))
      quote = character
    else if (quote == "" && character ~ /[ \t]/)
      result = result separator
    else
      result = result character
  }
  return result
}

function trimmed(text) {
  sub(/^[ \t\r]+/, "", text)
  sub(/[ \t\r]+$/, "", text)
  return text
}

# Removes the quotes around the value of a configuration line, as the program does.
function without_quotes(text) {
  return text ~ /^"[^"]*"$/ ? substr(text, 2, length(text) - 2) : text
}

function escaped(text,    i, character, result) {
  for (i = 1; i <= length(text); i++) {
    character = substr(text, i, 1)
    result = result (character ~ /["\\]/ ? "\\" : "") character
  }
  return result
}

# The failure's own labels override the user's.
function add_label(text,    equals, name, value) {
  equals = index(text, "=")
  name = substr(text, 1, equals - 1)
  value = substr(text, equals + 1)
  if (name !~ /^[a-zA-Z_][a-zA-Z0-9_]*$/ || value == "" || name in known)
    return
  known[name]
  labels = labels "," name "=\"" escaped(value) "\""
}

function read_options(    line, rest, given, count, words, i, name, value, equals) {
  while ((getline line <options) > 0) {
    while (line ~ /\\$/ && (getline rest <options) > 0)
      line = substr(line, 1, length(line) - 1) rest
    line = trimmed(line)
    if (sub(/^OPTIONS=/, "", line))
      given = unquoted(line, " ")
  }
  count = split(unquoted(given, "\n"), words, /\n+/)
  for (i = 1; i <= count; i++) {
    name = words[i]
    equals = index(name, "=")
    if (name ~ /^--/ && equals > 0) {
      value = substr(name, equals + 1)
      name = substr(name, 1, equals - 1)
    } else if (name ~ /^-c./) {
      value = substr(name, 3)
      name = "-c"
    } else if (name ~ /^(--(label|textfile-dir|config)|-c)$/)
      value = words[++i]
    else
      continue
    if (name == "--label")
      add_label(value)
    else if (name == "--textfile-dir")
      directory = value
    else if (name == "--config" || name == "-c")
      configuration = value
  }
}

# The directory and any labels of the command line override the configuration.
function read_configuration(    line, equals, name, value, has_labels) {
  has_labels = labels != ""
  while ((getline line <configuration) > 0) {
    sub(/^\357\273\277/, "", line)
    line = trimmed(line)
    equals = index(line, "=")
    if (line ~ /^#/ || equals == 0)
      continue
    name = trimmed(substr(line, 1, equals - 1))
    value = without_quotes(trimmed(substr(line, equals + 1)))
    if (name == "label" && !has_labels) {
      equals = index(value, "=")
      add_label(substr(value, 1, equals) without_quotes(substr(value, equals + 1)))
    } else if (name == "textfile-dir" && directory == "")
      directory = value
  }
}

BEGIN {
  split("name list status cause received reason version", own)
  for (i in own)
    known[own[i]]
  configuration = "/etc/kaifa-exporter.conf"
  read_options()
  read_configuration()
  print directory == "" ? "/var/lib/prometheus/node-exporter" : directory
  print labels
}
