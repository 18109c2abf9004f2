package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonElement;

/** One part of a dashboard. */
public interface DashboardPart {

    /** What it is called in the document. The page has views of its own for the names it knows, and shows others as tables. */
    String name();

    /** What there is at the moment. What is thrown here is shown in the part's place. */
    JsonElement json();
}
