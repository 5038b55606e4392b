import java.util.TreeSet;

/** Prints the names of all threads that there are. */
public class Threads {
  public static void main(String[] args) {
    TreeSet<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      names.add(thread.getName());
    }
    names.forEach(System.out::println);
  }
}
