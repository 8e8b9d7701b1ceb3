using Microsoft.Extensions.Configuration;

namespace HybridAi.ServiceDefaults.Discovery;

/// <summary>Sends a call to a service's name on to one of the instances that <c>services:NAME:SCHEME:N</c> lists, in turn.</summary>
internal sealed class ServiceResolver(IConfiguration configuration) : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<uint> LastTurn = new("HybridAi.LastTurn");

    private uint _turn;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        try
        {
            // Another try goes to the instance behind the one that failed, however many calls go on at once.
            var turn = request.Options.TryGetValue(LastTurn, out var last) ? last + 1 : Interlocked.Increment(ref _turn);
            request.Options.Set(LastTurn, turn);
            request.RequestUri = Resolve(asked, turn);
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // Another try resolves anew.
            request.RequestUri = asked;
        }
    }

    internal Uri Resolve(Uri asked, uint turn)
    {
        // Several schemes are written in order of preference: https+http.
        var schemes = asked.Scheme.Split('+');
        foreach (var scheme in schemes)
        {
            var instances = configuration.GetSection($"services:{asked.Host}:{scheme}").GetChildren().Select(child => child.Value).Where(value => !string.IsNullOrWhiteSpace(value)).ToArray();
            if (instances.Length > 0)
                return Place(asked, scheme, instances[turn % (uint)instances.Length]!);
        }

        return schemes.Length == 1 ? asked : new UriBuilder(asked) { Scheme = schemes[0], Port = asked.IsDefaultPort ? -1 : asked.Port }.Uri;
    }

    // Listed as an address, or as host:port of the scheme.
    private static Uri Place(Uri asked, string scheme, string instance)
    {
        var address = new Uri(instance.Contains("://", StringComparison.Ordinal) ? instance : $"{scheme}://{instance}");
        return new UriBuilder(asked) { Scheme = address.Scheme, Host = address.Host, Port = address.Port }.Uri;
    }
}
