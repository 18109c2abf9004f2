package io.adapt4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuerySourceTest {
    private final JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:mail", "", "");

    @BeforeEach
    void fill() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table mail(id int, body clob, tags varchar array, label varchar)");
            statement.execute("insert into mail values (2, 'lunch', array['x', 'y'], 'ham'), "
                    + "(1, 'cash', array[], 'spam'), (3, 'odd', null, null)");
        }
    }

    @AfterEach
    void close() {
        database.dispose();
    }

    private ExampleSource<Example> source(String query) {
        return ExampleSource.sql(database, query, Example.of("BODY", "LABEL"));
    }

    @Test
    void read_query_givesItsRowsAndTheConnectionBack() {
        ExampleSource<Example> source = source("select body, label from mail where id < 3 order by id");

        assertThat(source.read()).containsExactly(new Example("cash", "spam"), new Example("lunch", "ham"));
        assertThat(source.read()).hasSize(2);
        assertThat(database.getActiveConnections()).isZero();
    }

    @Test
    void read_arrays_areListsOfTexts() {
        assertThat(ExampleSource.sql(
                                database,
                                "select body, tags from mail where id < 3 order by id",
                                row -> new MultiLabelExample(row.text("BODY"), Set.copyOf(row.texts("TAGS"))))
                        .read())
                .containsExactly(
                        new MultiLabelExample("cash", Set.of()), new MultiLabelExample("lunch", Set.of("x", "y")));
    }

    @Test
    void read_nullCell_namesTheRow() {
        assertThatThrownBy(
                        () -> source("select body, label from mail order by id").read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("row 3")
                .hasMessageContaining("LABEL");
        assertThat(database.getActiveConnections()).isZero();
    }

    @Test
    void read_unknownColumnOrTable_saysSo() {
        assertThatThrownBy(() -> source("select body from mail").read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("\"LABEL\"")
                .hasMessageContaining("[BODY]");
        assertThatThrownBy(() -> source("select * from nowhere").read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("nowhere");
        assertThat(database.getActiveConnections()).isZero();
    }
}
