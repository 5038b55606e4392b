package io.pindown.it.app;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Loads an application with a class loader of its own, runs it and lets it go, a few times, as a server does. Arguments: the application's class, what it is
 * told, how often. Then all the loaders must be collected.
 */
public final class HostApp {
  private HostApp() {}

  /** The tenant's own classes come from here, and those of the NIC library; everything else from its parent. */
  private static final class TenantLoader extends URLClassLoader {
    TenantLoader(URL[] from) {
      super(from, HostApp.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.pindown.it.tenant.") && !name.startsWith("io.pindown.nic.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    try {
      List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
      int rounds = Integer.parseInt(args[2]);
      for (int i = 0; i < rounds; i++) {
        loaders.add(run(args[0], args[1]));
      }
      artefact.put("loaded", loaders.size());
      await(loaders, artefact);
    } catch (Throwable e) {
      artefact.failure("failure", e);
      throw e;
    } finally {
      artefact.write();
    }
  }

  private static void await(List<WeakReference<ClassLoader>> loaders, Artefact artefact) {
    try {
      Meeting.until("the class loaders to be collected", () -> {
        System.gc();
        return loaders.stream().allMatch(loader -> loader.get() == null);
      });
    } catch (IllegalStateException e) {
      artefact.put("waited", e.getMessage());
    }
    artefact.put("kept", loaders.stream().filter(loader -> loader.get() != null).count());
    artefact.put("unloaded", ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount() > 0);
  }

  private static WeakReference<ClassLoader> run(String name, String how) throws Exception {
    TenantLoader loader = new TenantLoader(classPath());
    Thread tenant = new Thread(() -> start(loader, name, how), "host");
    tenant.setContextClassLoader(loader);
    Throwable[] failure = new Throwable[1];
    tenant.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
    tenant.start();
    tenant.join();
    if (failure[0] != null) {
      throw new IllegalStateException(name + " has failed", failure[0]);
    }
    loader.close();
    return new WeakReference<>(loader);
  }

  private static void start(ClassLoader loader, String name, String how) {
    try {
      @SuppressWarnings("unchecked") // all tenants are told in a word how to end
      Consumer<String> application = (Consumer<String>) loader.loadClass(name).getConstructor().newInstance();
      application.accept(how);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(new URL[0]);
  }
}
