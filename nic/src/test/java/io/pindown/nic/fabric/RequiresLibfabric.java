package io.pindown.nic.fabric;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The class is skipped, and the cause printed, where there is no libfabric; unless {@code -Dit.require} names it, as CI does. */
@Target(TYPE)
@Retention(RUNTIME)
@ExtendWith(RequiresLibfabric.Condition.class)
public @interface RequiresLibfabric {
  /** Asks once for each test class. */
  final class Condition implements ExecutionCondition {
    static boolean isRequired() {
      return System.getProperty("it.require", "").contains("libfabric");
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<String> whyNot = Libfabric.whyNot();
      if (whyNot.isEmpty() || isRequired()) {
        return ConditionEvaluationResult.enabled("libfabric is there, or required");
      }
      if (context.getTestMethod().isEmpty()) {
        System.out.println("SKIPPED " + context.getDisplayName() + ": " + whyNot.get());
      }
      return ConditionEvaluationResult.disabled(whyNot.get());
    }
  }
}
