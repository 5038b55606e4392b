package io.pindown.nic.abi;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the C compiler for the values of integer expressions under the system's headers. */
final class CCompiler {
  private static final Pattern UNDECLARED = Pattern.compile("'(\\w+)' undeclared");
  private static final int LIMIT_SECONDS = 120;

  /** @param missing names that the headers do not have, and whose expressions were left out */
  record Answer(Map<String, Long> values, Set<String> missing) {}

  private record Outcome(int exit, String output) {}

  private final Path directory;
  private final List<String> headers;

  CCompiler(Path directory, List<String> headers) {
    this.directory = directory;
    this.headers = headers;
  }

  /** Evaluates expressions, given by a name each. */
  Answer evaluate(Map<String, String> expressions) throws IOException, InterruptedException {
    Map<String, String> known = new LinkedHashMap<>(expressions);
    Set<String> missing = new LinkedHashSet<>();
    Outcome compiled = compile(known);
    if (compiled.exit() != 0) {
      Matcher matcher = UNDECLARED.matcher(compiled.output());
      while (matcher.find()) {
        missing.add(matcher.group(1));
      }
      known.values().removeIf(missing::contains);
      compiled = compile(known);
    }
    if (compiled.exit() != 0) {
      fail("gcc refuses the program:\n" + compiled.output());
    }
    Map<String, Long> values = new LinkedHashMap<>();
    for (String line : run(List.of(directory.resolve("abi").toString())).output().split("\n")) {
      String[] words = line.split(" ");
      values.put(words[0], Long.parseLong(words[1]));
    }
    return new Answer(values, missing);
  }

  private Outcome compile(Map<String, String> expressions) throws IOException, InterruptedException {
    StringBuilder program = new StringBuilder("#define _GNU_SOURCE\n#include <stddef.h>\n#include <stdio.h>\n");
    headers.forEach(header -> program.append("#include <").append(header).append(">\n"));
    program.append("int main(void) {\n");
    expressions.forEach(
        (name, expression) -> program.append("  printf(\"").append(name).append(" %lld\\n\", (long long) (").append(expression).append("));\n"));
    program.append("  return 0;\n}\n");
    Path source = directory.resolve("abi.c");
    Files.writeString(source, program);
    return run(List.of("gcc", "-fmax-errors=0", "-o", directory.resolve("abi").toString(), source.toString()));
  }

  private Outcome run(List<String> command) throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return fail(
          "'" + command.getFirst() + "' does not start: the ABI test needs gcc and the headers of the C library and of Linux"
              + " (Debian: apt-get install gcc libc6-dev linux-libc-dev)",
          e);
    }
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail(command + " has not ended after " + LIMIT_SECONDS + " s");
    }
    return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
