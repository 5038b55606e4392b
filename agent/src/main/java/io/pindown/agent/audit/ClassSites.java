package io.pindown.agent.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Collects the sites of one class. What depends on the whole class (does it link functions by name?) is decided at its end. */
final class ClassSites extends ClassVisitor {
  /** A method of the class, or a place in it. */
  record Place(String method, String descriptor, int line) {}

  private record Named(Place place, String function) {}

  private final Judge judge;
  private final Hierarchy hierarchy;
  private final Library library;
  private final List<Runnable> atEnd;
  private final List<Named> constants = new ArrayList<>();
  private final List<Named> natives = new ArrayList<>();
  private final List<Place> linkedByReflection = new ArrayList<>();
  private String type;
  private boolean isJnaLibrary;
  private boolean links;
  private boolean registers;

  /** @param atEnd gets what can be decided only when all classes have been read */
  ClassSites(Judge judge, Hierarchy hierarchy, Library library, List<Runnable> atEnd) {
    super(Opcodes.ASM9);
    this.judge = judge;
    this.hierarchy = hierarchy;
    this.library = library;
    this.atEnd = atEnd;
  }

  @Override
  public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
    type = name;
    isJnaLibrary = (access & Opcodes.ACC_INTERFACE) != 0 && Arrays.asList(interfaces).contains(Linking.JNA_LIBRARY);
  }

  @Override
  public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
    if ((access & Opcodes.ACC_NATIVE) != 0) {
      natives.add(new Named(new Place(name, descriptor, 0), name));
    }
    if (isJnaLibrary && (access & Opcodes.ACC_ABSTRACT) != 0 && CFunctions.kindOf(name) != null) {
      calledByJna(new Place(name, descriptor, 0), name);
    }
    return (access & (Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT)) != 0 ? null : new MethodSites(this, name, descriptor);
  }

  @Override
  public void visitEnd() {
    if (links) {
      for (Named named : constants) {
        Kind kind = CFunctions.kindOf(named.function);
        add(named.place, kind, "downcall " + named.function, inside(kind, judge.downcall(named.function)));
      }
    }
    if (constants.isEmpty()) {
      for (Place place : linkedByReflection) {
        unnamed(place);
      }
    }
    for (Named named : natives) {
      declared(named);
    }
  }

  private void declared(Named named) {
    if (Catalogue.get().find(type, named.function, named.place.descriptor) != null) {
      return; // its calls are the sites
    }
    if (registers && CFunctions.kindOf(named.function) != null) {
      calledByJna(named.place, named.function);
    } else {
      add(named.place, Kind.NATIVE, "native method", judge.declaredNative(type + '.' + named.function));
    }
  }

  /** A call, a handle of a method, or the option of an opening. */
  void called(Place place, String owner, String method, String descriptor) {
    Sink row = Catalogue.get().find(owner, method, descriptor);
    if (row != null) {
      add(place, row, method);
      registers |= row.isSiteIn(type) && (owner + '.' + method).equals(Linking.JNA_REGISTER);
      return;
    }
    List<Sink> rows = Catalogue.get().inherited(method, descriptor);
    if (!rows.isEmpty()) {
      atEnd.add(() -> {
        Sink resolved = hierarchy.resolve(owner, method, descriptor, rows);
        if (resolved != null) {
          add(place, resolved, method);
        }
      });
    }
  }

  private void add(Place place, Sink row, String method) {
    if (row.isSiteIn(type)) {
      Judgement judgement = judge.of(row.route());
      // What native code is there for beside memory, no description of memory tells.
      add(place, row.kind(), Sink.text(row.owner(), method), row.kind() == Kind.NATIVE ? judgement : inside(row.kind(), judgement));
    }
  }

  /** A downcall to a function that is not named where it is linked. */
  void unnamed(Place place) {
    add(place, Kind.NATIVE, "downcall", inside(Kind.NATIVE, judge.unnamedDowncall()));
  }

  /** A method of the JDK, looked up by its name. */
  void looked(Place place, Reflection reflection, String name) {
    add(place, reflection.kind(), "by name: " + name, inside(reflection.kind(), judge.of(reflection.route())));
  }

  /** A function that JNA calls by a name that is known. */
  void calledByJna(Place place, String function) {
    Kind kind = CFunctions.kindOf(function);
    add(place, kind, "JNA " + function, inside(kind, judge.called(function)));
  }

  private Judgement inside(Kind kind, Judgement called) {
    return judge.inside(type, kind, called);
  }

  void add(Place place, Kind kind, String sink, Judgement judgement) {
    library.add(new Site(type.replace('/', '.'), place.method, place.descriptor, place.line, kind, sink, judgement));
  }

  /** A constant that is the name of a function. */
  void functionName(Place place, String function) {
    constants.add(new Named(place, function));
  }

  /** The class looks up symbols or links functions. */
  void linksFunctions() {
    links = true;
  }

  void linksByReflection(Place place) {
    links = true;
    linkedByReflection.add(place);
  }

  /** Internal name of the class. */
  String type() {
    return type;
  }

  Judge judge() {
    return judge;
  }
}
