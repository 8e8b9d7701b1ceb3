using System.Text;
using Dapper;
using HybridAi.Core.Paging;

namespace HybridAi.Storage.Database;

/// <summary>A WHERE clause in the making. Conditions are constants of the code; what callers send goes into parameters only.</summary>
internal sealed class WhereClause
{
    private readonly StringBuilder _sql = new();

    public DynamicParameters Parameters { get; } = new();

    /// <summary>Adds a condition with its parameter.</summary>
    public void And(string condition, string parameter, object value)
    {
        And(condition);
        Parameters.Add(parameter, value is string text ? StorableText.Of(text) : value);
    }

    /// <summary>Adds a condition without a parameter of its own.</summary>
    public void And(string condition) => _sql.Append(_sql.Length == 0 ? "WHERE " : " AND ").Append('(').Append(condition).Append(')');

    /// <summary>Only what comes after a place in a list that goes back in time.</summary>
    public void After(PageCursor cursor)
    {
        And("at <= @afterAt AND (at < @afterAt OR id < @afterId)", "afterAt", cursor.At);
        Parameters.Add("afterId", cursor.Id);
    }

    public override string ToString() => _sql.ToString();
}
