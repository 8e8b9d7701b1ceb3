using System.Security.Cryptography;
using HybridAi.Core.Caching;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Tasks;
using HybridAi.Gateway.Dialects.Messages;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Settings;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Caching;

/// <summary>
/// What an answer is found by: the SHA-256 of all that can change it. That is the API, the model's name and who may answer for it, the headers that go to the provider,
/// and the body in its canonical form, with unknown fields, less what cannot change what is said.
/// </summary>
internal static class RequestKey
{
    // Raised whenever the same request would get another hash, or another request the same one.
    private const string Version = "1";
    private const string ScopeVersion = "scope 1";
    private const string ApproximateVersion = "2~";

    /// <summary>The key of a request.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="partition">Within what answers are given again.</param>
    /// <param name="approximate">Whether notes within messages do not count: see <see cref="CacheOptions.ApproximatePrefix"/>. Such keys never meet the others.</param>
    /// <returns>Null if it has none, because a text in it is no Unicode.</returns>
    public static CacheKey? Of(Exchange exchange, CachePartition partition, bool approximate = false) =>
        Of(exchange, partition, exchange.Body.Scan.Body.Span, approximate ? ApproximateVersion : Version, approximate);

    /// <summary>The hash of everything of a request but one text: whose it is, and all that changes the answer and is not that text.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="partition">Within what answers are given again.</param>
    /// <param name="start">Where the text's JSON string begins in the body.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>Null if it has none, because a text in it is no Unicode.</returns>
    public static UInt128? ScopeOf(Exchange exchange, CachePartition partition, int start, int end)
    {
        var body = exchange.Body.Scan.Body.Span;
        var rest = BodyBuffers.Rent(body.Length);
        try
        {
            body[..start].CopyTo(rest);
            "\"\""u8.CopyTo(rest.AsSpan(start));
            body[end..].CopyTo(rest.AsSpan(start + 2));
            return Of(exchange, partition, rest.AsSpan(0, body.Length - (end - start) + 2), $"{ScopeVersion} {exchange.Caller.OrganizationId}", withoutNotes: false)?.High;
        }
        finally
        {
            BodyBuffers.Return(rest);
        }
    }

    private static CacheKey? Of(Exchange exchange, CachePartition partition, ReadOnlySpan<byte> body, string version, bool withoutNotes)
    {
        var json = new CanonicalJson(body.Length + 512, withoutNotes);
        try
        {
            json.Add(version);
            json.Add(exchange.Api.NameOf());
            json.Add(PartOf(exchange, partition));
            json.Add(exchange.RequestedModel);
            AddWhoMayAnswer(ref json, exchange);
            AddHeaders(ref json, exchange);
            if (!json.TryAdd(body, CannotChangeAnswer))
                return null;
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            json.Finish(hash);
            return CacheKey.Of(exchange.Caller.OrganizationId, hash);
        }
        finally
        {
            json.Dispose();
        }
    }

    // The model is in the key as it was resolved. What identifies the end user for the provider's abuse monitoring, labels what is stored (such requests are not cached,
    // so "store" is false), steers the provider's own prompt cache or buys speed does not change what is said.
    private static bool CannotChangeAnswer(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("user"u8),
        5 => name.SequenceEqual("model"u8) || name.SequenceEqual("store"u8),
        8 => name.SequenceEqual("hybridai"u8) || name.SequenceEqual("metadata"u8),
        12 => name.SequenceEqual("service_tier"u8),
        16 => name.SequenceEqual("prompt_cache_key"u8),
        17 => name.SequenceEqual("safety_identifier"u8),
        22 => name.SequenceEqual("prompt_cache_retention"u8),
        _ => false,
    };

    // Answers of one partition are given within it only. A key that took over from another by rotation goes on with its answers.
    private static string PartOf(Exchange exchange, CachePartition partition) => partition switch
    {
        CachePartition.Team => exchange.Caller.TeamText ?? "no team",
        CachePartition.User => exchange.Caller.UserText ?? exchange.Key.CountedAs.Value.ToString("D"),
        CachePartition.Key => exchange.Key.CountedAs.Value.ToString("D"),
        _ => "",
    };

    // Rules, options and the key's policy have taken out by now who may not. An auto model goes by more than that.
    private static void AddWhoMayAnswer(ref CanonicalJson json, Exchange exchange)
    {
        foreach (var candidate in exchange.Candidates)
        {
            json.Add(candidate.Id);
            json.Add(candidate.QualifiedModel);
        }

        if (exchange.Pick is not { } pick)
            return;
        json.Add(TaskNames.NameOf(pick.Task));
        json.Add(QualityLevels.NameOf(pick.Level));
    }

    // Those that a provider gets or a dialect reads; see Attempt.
    private static void AddHeaders(ref CanonicalJson json, Exchange exchange)
    {
        if (exchange.Api == InferenceApi.Messages)
        {
            json.Add(exchange.Http.Request.Headers[MessagesVersion.Header].ToString());
            json.Add(exchange.Http.Request.Headers[MessagesVersion.BetaHeader].ToString());
            return;
        }

        foreach (var candidate in exchange.Candidates)
        {
            var names = exchange.Snapshot.EndpointOf(candidate).Format.CallerHeaders;
            for (var i = 0; i < names.Count; i++)
                json.Add(exchange.Http.Request.Headers[names[i]].ToString());
        }
    }
}
