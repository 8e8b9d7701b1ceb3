using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace HybridAi.ServiceDefaults.Tests.Data;

/// <summary>The connections that the environment names, in each of their forms.</summary>
public sealed class ConnectionTextTests
{
    [Theory]
    [InlineData("Host=db;Port=5433;Username=u;Password=p@/:w;Database=d")]
    [InlineData("postgres://u:p%40%2F%3Aw@db:5433/d")]
    [InlineData("postgresql://u:p%40%2F%3Aw@db:5433/d?connect_timeout=15&application_name=hybridai")]
    public void Postgres_is_named_by_keywords_or_by_an_address(string text)
    {
        var connection = Database(text);
        Assert.Equal(("db", 5433, "u", "p@/:w", "d"), (connection.Host, connection.Port, connection.Username, connection.Password, connection.Database));
    }

    [Theory]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("disable", SslMode.Disable)]
    public void The_address_says_how_the_connection_is_encrypted(string mode, SslMode expected)
    {
        var connection = Database($"postgres://u:p@db/d?sslmode={mode}&channel_binding=require");
        Assert.Equal((expected, ChannelBinding.Require, 5432), (connection.SslMode, connection.ChannelBinding, connection.Port));
    }

    [Theory]
    [InlineData("Host=db", 3, 3)]
    [InlineData("postgres://db/d", 3, 3)]
    [InlineData("postgres://db/d?connect_timeout=15", 15, 3)]
    [InlineData("Host=db;Timeout=15;CommandTimeout=30", 15, 30)]
    [InlineData("Host=db;Command Timeout=0", 3, 0)]
    public void A_server_that_does_not_answer_is_waited_for_briefly_unless_the_text_says_how_long(string text, int connect, int command)
    {
        var connection = Database(text);
        Assert.Equal((connect, command), (connection.Timeout, connection.CommandTimeout));
    }

    [Theory]
    [InlineData("ConnectionStrings:database", "postgres://u:s3cret#x@:not a port/d")]
    [InlineData("ConnectionStrings:database", "postgres://u:s3cret@db/d?sslmode=maybe")]
    [InlineData("ConnectionStrings:database", "postgres://u:s3cret@db/d?colour=blue")]
    [InlineData("ConnectionStrings:database", "s3cret")]
    [InlineData("ConnectionStrings:database", "Password=s3cret")]
    [InlineData("ConnectionStrings:cache", "redis://:s3cret@host:6379")]
    [InlineData("ConnectionStrings:cache", "host:6379,passwort=s3cret")]
    public void What_cannot_be_read_is_refused_by_its_key_and_without_its_password(string key, string text)
    {
        var (_, errors) = Read(key, text);
        Assert.StartsWith(key, Assert.Single(errors));
        Assert.DoesNotContain("s3cret", errors[0]);
    }

    [Fact]
    public void Nothing_is_connected_to_unless_it_is_named()
    {
        var (settings, errors) = Read("ConnectionStrings:database", "");
        Assert.Empty(errors);
        Assert.Null(settings.DatabaseConnection);
        Assert.Null(settings.CacheConnection);
    }

    private static NpgsqlConnectionStringBuilder Database(string text)
    {
        var (settings, errors) = Read("ConnectionStrings:database", text);
        Assert.Empty(errors);
        return new NpgsqlConnectionStringBuilder(settings.DatabaseConnection!.Reveal());
    }

    private static (ServiceSettings Settings, IReadOnlyList<string> Errors) Read(string key, string text)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, text)]).Build();
        var reader = new OptionsReader(configuration);
        return (ServiceSettings.Read(reader, configuration), reader.Errors);
    }
}
