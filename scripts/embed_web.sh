#!/bin/sh
# Builds the web application into the program: writes an assembler file that includes every file of
# DIST with its .gz and .br siblings, and a table of them.   embed_web.sh DIST OUT.S OUT.cpp
set -eu
dist=$1 assembler=$2 table=$3
printf '.section .rodata\n.section .note.GNU-stack,"",%%progbits\n.section .rodata\n' > "$assembler"
{
  echo '#include "api/dispatch.h"'
  echo 'extern "C" {'
} > "$table.declarations"
: > "$table.rows"
count=0
embed() { # FILE → prints the C++ expression of its bytes
  count=$((count + 1))
  printf '.global web_%s\nweb_%s:\n.incbin "%s"\n.global web_%s_end\nweb_%s_end:\n.byte 0\n' \
    $count $count "$1" $count $count >> "$assembler"
  echo "extern const char web_$count[], web_${count}_end[];" >> "$table.declarations"
  expression="std::string_view(web_$count, web_${count}_end - web_$count)"
}
if [ -d "$dist" ]; then
  find "$dist" -type f ! -name '*.gz' ! -name '*.br' ! -name '*.map' | LC_ALL=C sort > "$table.files"
else
  : > "$table.files"
fi
while read -r file; do
  embed "$file"; plain=$expression
  gzip='""'; if [ -f "$file.gz" ]; then embed "$file.gz"; gzip=$expression; fi
  brotli='""'; if [ -f "$file.br" ]; then embed "$file.br"; brotli=$expression; fi
  echo "    {\"${file#"$dist"}\", $plain, $gzip, $brotli}," >> "$table.rows"
done < "$table.files"
{
  cat "$table.declarations"
  echo '}'
  echo 'namespace gaoxin {'
  echo 'std::span<const WebFile> web_files();'
  echo 'std::span<const WebFile> web_files() {'
  if [ $count -eq 0 ]; then
    echo '  return {};'
  else
    echo '  static const WebFile files[] = {'
    cat "$table.rows"
    echo '  };'
    echo '  return files;'
  fi
  echo '}'
  echo '}'
} > "$table"
rm -f "$table.declarations" "$table.rows" "$table.files"
