package io.adapt4j.train.search;

import com.google.gson.JsonElement;
import io.adapt4j.train.recipe.Recipe;
import java.util.SortedMap;

/**
 * One combination of values.
 *
 * @param number from 0
 * @param parameters the values, by path
 * @param recipe with these values
 */
public record Trial(int number, SortedMap<String, JsonElement> parameters, Recipe recipe) {}
