package io.pindown.nic.cuda;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The class is skipped, and the cause printed, where there is no GPU with its driver. */
@Target(TYPE)
@Retention(RUNTIME)
@ExtendWith(RequiresCuda.Condition.class)
public @interface RequiresCuda {
  /** Asks once for each test class. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (context.getTestMethod().isPresent()) {
        return ConditionEvaluationResult.enabled("asked for the class");
      }
      String obstacle = CudaDriver.obstacle();
      if (obstacle == null) {
        return ConditionEvaluationResult.enabled("there is a GPU");
      }
      System.out.println("SKIPPED " + context.getDisplayName() + ": " + obstacle);
      return ConditionEvaluationResult.disabled(obstacle);
    }
  }
}
