/**
 * Small programs, one path of the JDK into off-heap memory each, that watch what happens through the public API of core. They run in
 * JVMs of their own, on every JDK from 17 on, and know nothing of the agent.
 */
package io.pindown.it.app;
