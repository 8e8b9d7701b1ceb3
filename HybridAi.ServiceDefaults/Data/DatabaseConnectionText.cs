using HybridAi.Core.Secrets;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace HybridAi.ServiceDefaults.Data;

/// <summary>
/// <c>ConnectionStrings:database</c>: Npgsql's keywords, or the <c>postgres://user:password@host:port/database?sslmode=require</c> that libpq defines
/// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS) and many platforms give. No error repeats the text: it has a password.
/// </summary>
internal static class DatabaseConnectionText
{
    private const string Key = "ConnectionStrings:database";

    // Whoever waits for an answer of the API is told within seconds that the database does not answer, not after Npgsql's own 30 s and more. Behind a
    // statement's time-out Npgsql asks the server over a new connection to give up, once for each kind of encryption that it tries: that time counts
    // too, and GSS is hardly ever used. What takes longer by its nature sets its own time-out.
    private static readonly (string Keyword, object Value)[] Defaults = [("Timeout", 3), ("Command Timeout", 3), ("GSS Encryption Mode", "Disable")];

    public static Secret? Read(OptionsReader reader, IConfiguration configuration)
    {
        if (configuration[Key]?.Trim() is not { Length: > 0 } text)
            return null;
        try
        {
            var connection = IsAddress(text) ? FromAddress(text) : new NpgsqlConnectionStringBuilder(text);
            if (connection.Host is not { Length: > 0 })
                throw new FormatException("names no host.");
            SetDefaults(connection);
            return new Secret(connection.ConnectionString);
        }
        catch (FormatException invalid)
        {
            reader.Report(Key, invalid.Message);
        }
        catch (ArgumentException)
        {
            reader.Report(Key, "must be postgres://user:password@host:5432/database, or keywords such as Host=…;Username=…;Password=…;Database=….");
        }

        return null;
    }

    private static void SetDefaults(NpgsqlConnectionStringBuilder connection)
    {
        foreach (var (keyword, value) in Defaults)
        {
            if (!connection.ShouldSerialize(keyword))
                connection[keyword] = value;
        }
    }

    private static bool IsAddress(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder FromAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
            throw new FormatException("is no address; percent-encode what is special in user and password, or use keywords such as Host=…;Username=….");
        var connection = new NpgsqlConnectionStringBuilder { Host = address.Host, Port = address.Port > 0 ? address.Port : NpgsqlConnection.DefaultPort };
        var user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            connection.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            connection.Password = Uri.UnescapeDataString(user[1]);
        if (address.AbsolutePath.Length > 1)
            connection.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        foreach (var parameter in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = parameter.Split('=', 2);
            Set(connection, pair[0], Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : ""));
        }

        return connection;
    }

    private static void Set(NpgsqlConnectionStringBuilder connection, string name, string value)
    {
        var keyword = name switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "channel_binding" => "Channel Binding",
            "application_name" => "Application Name",
            "connect_timeout" => "Timeout",
            "target_session_attrs" => "Target Session Attributes",
            "options" => "Options",
            _ => throw new FormatException($"has the parameter '{name}', which is not known here; use keywords such as Host=…;Username=… for it."),
        };
        try
        {
            // libpq's verify-ca is Npgsql's VerifyCA.
            connection[keyword] = name is "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (ArgumentException)
        {
            throw new FormatException($"has a value of '{name}' that is not known.");
        }
    }
}
