package io.pindown.agent.point;

/**
 * One row of the table of instrumentation points.
 *
 * <p>The calls of {@code target.method descriptor} inside the class {@code owner} are wrapped; or, when the wrap replaces a
 * result, the returns of the method itself. {@code sites} is how many there are in each JDK of the range; another number
 * is a gap in coverage. All names are internal names.
 */
public final class Point {
  private final String owner;
  private final String target;
  private final String method;
  private final String descriptor;
  private final int firstJdk;
  private final int lastJdk;
  private final int sites;
  private final Change change;
  private final Wrap wrap;
  private final Substitute substitute;

  Point(String owner, String target, String method, String descriptor, int firstJdk, int lastJdk, int sites, Change change, Wrap wrap) {
    this(owner, target, method, descriptor, firstJdk, lastJdk, sites, change, wrap, null);
  }

  private Point(
      String owner,
      String target,
      String method,
      String descriptor,
      int firstJdk,
      int lastJdk,
      int sites,
      Change change,
      Wrap wrap,
      Substitute substitute) {
    this.owner = owner;
    this.target = target;
    this.method = method;
    this.descriptor = descriptor;
    this.firstJdk = firstJdk;
    this.lastJdk = lastJdk;
    this.sites = sites;
    this.change = change;
    this.wrap = wrap;
    this.substitute = substitute;
  }

  /** This row for a native that is hooked itself where that can be, instead of its callers; and what does its work if it is loaded already. */
  Point declared(Substitute work) {
    return new Point(owner, target, method, descriptor, firstJdk, lastJdk, sites, change, wrap, work);
  }

  /** This row without its hooks: a renamed native is called and nothing else. */
  public Point bare() {
    return new Point(owner, target, method, descriptor, firstJdk, lastJdk, sites, change, Wrap.none(), substitute);
  }

  /** How the native can do its work as a Java method; null when the callers of this row are always wrapped. */
  public Substitute substitute() {
    return substitute;
  }

  /** Whether the class that declares the native is this row's owner. */
  public boolean isAtHome() {
    return owner.equals(target);
  }

  public String owner() {
    return owner;
  }

  public String target() {
    return target;
  }

  public String method() {
    return method;
  }

  public String descriptor() {
    return descriptor;
  }

  /** Whether this row is meant for a JDK of this feature release. */
  public boolean appliesTo(int jdk) {
    return firstJdk <= jdk && jdk <= lastJdk;
  }

  public int sites() {
    return sites;
  }

  public Change change() {
    return change;
  }

  public Wrap wrap() {
    return wrap;
  }

  /** Whether a call instruction with these operands is a site of this row. The callers of a public method are anywhere, and none. */
  public boolean matchesCall(String calledOwner, String calledMethod, String calledDescriptor) {
    return !wrap.replacesResult() && substitute != Substitute.SET_LENGTH && method.equals(calledMethod) && descriptor.equals(calledDescriptor) && target.equals(calledOwner);
  }

  /** Whether this is the native of this row, declared by its own class. */
  public boolean matchesDeclaration(String name, String ofDescriptor) {
    return substitute != null && isAtHome() && method.equals(name) && descriptor.equals(ofDescriptor);
  }

  /** Whether the returns of this method of the owner are sites of this row. */
  public boolean matchesBody(String name, String ofDescriptor) {
    return wrap.replacesResult() && method.equals(name) && descriptor.equals(ofDescriptor);
  }

  @Override
  public String toString() {
    return owner.replace('/', '.') + ": " + method + descriptor;
  }
}
