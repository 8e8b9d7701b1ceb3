using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace HybridAi.Storage.Redis;

/// <summary>
/// A Lua script. It may ask for the server's time and write afterwards (Redis 5 and later replicate a script's effects). Kept for the life of
/// the process: what varies goes into the values.
/// </summary>
public sealed class RedisScript
{
    private readonly byte[] _hash;
    private readonly string _text;

    /// <summary>Makes a script.</summary>
    /// <param name="text">The Lua text.</param>
    public RedisScript(string text)
    {
        _text = text;
        // The name that the server gives to a script: https://redis.io/docs/latest/commands/evalsha/
        _hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Reads a script of this assembly.</summary>
    /// <param name="name">The name of a file in <c>Redis/Scripts</c>, without <c>.lua</c>.</param>
    internal static RedisScript Embedded(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream($"Redis/Scripts/{name}.lua")
            ?? throw new ArgumentException($"There is no script '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return new RedisScript(reader.ReadToEnd());
    }

    /// <summary>Runs the script by its hash, which the server may not know.</summary>
    internal Task<RedisResult> RunByHashAsync(IDatabase database, RedisKey[] keys, RedisValue[] values) => database.ScriptEvaluateAsync(_hash, keys, values);

    /// <summary>Runs the script by its text, after which the server knows it. Not by the client's own way, whose memory of what the server knows may be wrong.</summary>
    internal Task<RedisResult> RunByTextAsync(IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        var arguments = new object[2 + keys.Length + values.Length];
        (arguments[0], arguments[1]) = (_text, keys.Length);
        Array.Copy(keys, 0, arguments, 2, keys.Length);
        Array.Copy(values, 0, arguments, 2 + keys.Length, values.Length);
        return database.ExecuteAsync("EVAL", arguments);
    }
}
