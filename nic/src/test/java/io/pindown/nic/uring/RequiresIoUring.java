package io.pindown.nic.uring;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The class is skipped, and the cause printed, where io_uring is forbidden. */
@Target(TYPE)
@Retention(RUNTIME)
@ExtendWith(RequiresIoUring.Condition.class)
@interface RequiresIoUring {
  /** Asks once for each test class. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (context.getTestMethod().isPresent()) {
        return ConditionEvaluationResult.enabled("asked for the class");
      }
      Capability capability = Ring.probe();
      if (capability.available()) {
        return ConditionEvaluationResult.enabled("io_uring works");
      }
      System.out.println("SKIPPED " + context.getDisplayName() + ": " + capability.cause());
      return ConditionEvaluationResult.disabled(capability.cause());
    }
  }
}
