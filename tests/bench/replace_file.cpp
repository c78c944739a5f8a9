// The least that replacing a file safely requires: waits for standard input to end, then
//
//   replace-file TEMPORARY FILE

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  std::array<char, 65536> text;
  std::size_t size = 0;
  for (ssize_t count; (count = read(STDIN_FILENO, text.data() + size, text.size() - size)) > 0;)
    size += static_cast<std::size_t>(count);
  const int file = argc == 3 ? open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
  const bool replaced = write(file, text.data(), size) == static_cast<ssize_t>(size) &&
                        fsync(file) == 0 && std::rename(argv[1], argv[2]) == 0;
  return replaced ? EXIT_SUCCESS : EXIT_FAILURE;
}
