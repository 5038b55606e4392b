/**
 * How a command of another process reaches the agent: a folder that only the two may read, with a request and a reply in it, whose name comes with an
 * attach. Nothing listens. Used by both sides; knows neither.
 */
package io.pindown.agent.control;
