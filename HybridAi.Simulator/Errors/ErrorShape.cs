using System.Collections.Frozen;
using System.Text.Json;

namespace HybridAi.Simulator.Errors;

/// <summary>How a provider words its errors: a table from kind to status, type and code, and the shape of the body.</summary>
internal sealed record ErrorShape(FrozenDictionary<ErrorKind, ErrorRow> Rows, Action<Utf8JsonWriter, ApiError, ErrorRow> WriteBody)
{
    public ErrorRow RowFor(ApiError error)
    {
        var row = Rows[error.Kind];
        return row with { Status = error.Status ?? row.Status, Code = error.Code ?? row.Code };
    }

    public void Write(Utf8JsonWriter json, ApiError error) => WriteBody(json, error, RowFor(error));
}

internal sealed record ErrorRow(int Status, string Type, string? Code = null);
