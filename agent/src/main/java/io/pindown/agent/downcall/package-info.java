/** Later. */ package io.pindown.agent.downcall;
