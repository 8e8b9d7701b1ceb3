using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace HybridAi.Storage.Configuration;

/// <summary>The values of rows as JSON, the same for each database: bytes as <c>{"base64":"…"}</c>, ids as text.</summary>
internal static class BackupValues
{
    private const string Bytes = "base64";

    public static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> row)
    {
        json.WriteStartObject();
        foreach (var (column, value) in row)
        {
            json.WritePropertyName(column);
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case bool truth:
                    json.WriteBooleanValue(truth);
                    break;
                case int or long or short:
                    json.WriteNumberValue(Convert.ToInt64(value, null));
                    break;
                case double number:
                    json.WriteNumberValue(number);
                    break;
                case Guid id:
                    json.WriteStringValue(id.ToString("D"));
                    break;
                case byte[] bytes:
                    json.WriteStartObject();
                    json.WriteBase64String(Bytes, bytes);
                    json.WriteEndObject();
                    break;
                case string text:
                    json.WriteStringValue(text);
                    break;
                default:
                    throw new InvalidOperationException($"The column {column} is of the type {value.GetType().Name}, which backups do not know.");
            }
        }

        json.WriteEndObject();
    }

    /// <summary>The columns of a table, with the types that their values have.</summary>
    public static async Task<IReadOnlyDictionary<string, Type>> TypesAsync(DbConnection connection, DbTransaction transaction, string table, CancellationToken cancellationToken)
    {
        using var reader = await connection.ExecuteReaderAsync(new CommandDefinition($"SELECT * FROM {table} LIMIT 0", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetFieldType, StringComparer.Ordinal);
    }

    /// <summary>A row as the database takes it. Columns that came later take their default.</summary>
    /// <exception cref="InvalidDataException">It has a column that the database does not know, or a value that does not fit.</exception>
    public static Dictionary<string, object?> Read(string table, JsonElement row, IReadOnlyDictionary<string, Type> types)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var column in row.EnumerateObject())
        {
            if (!types.TryGetValue(column.Name, out var type))
                throw new InvalidDataException($"This backup is of a later release, whose table {table} has a column '{column.Name}': restore it with that one.");
            values[column.Name] = Value(table, column, type);
        }

        return values;
    }

    private static object? Value(string table, JsonProperty column, Type type)
    {
        var value = column.Value;
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String when type == typeof(Guid) && Guid.TryParse(value.GetString(), out var id) => id,
            JsonValueKind.String when type == typeof(string) => value.GetString(),
            JsonValueKind.Number when type == typeof(long) && value.TryGetInt64(out var whole) => whole,
            JsonValueKind.Number when type == typeof(int) && value.TryGetInt32(out var whole) => whole,
            JsonValueKind.Number when type == typeof(bool) && value.TryGetInt64(out var truth) => truth != 0,
            JsonValueKind.Number when type == typeof(double) => value.GetDouble(),
            JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => value.GetBoolean(),
            JsonValueKind.True or JsonValueKind.False when type == typeof(long) => value.GetBoolean() ? 1L : 0L,
            JsonValueKind.Object when type == typeof(byte[]) && value.TryGetProperty(Bytes, out var bytes) && bytes.TryGetBytesFromBase64(out var blob) => blob,
            _ => throw new InvalidDataException($"This backup is damaged: {table}.{column.Name} has a value that does not fit."),
        };
    }
}
