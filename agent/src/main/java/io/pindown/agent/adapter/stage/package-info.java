/** What changes the classes of libraries, by Byte Buddy. The one package that uses it, loaded by a loader of its own. */
package io.pindown.agent.adapter.stage;
