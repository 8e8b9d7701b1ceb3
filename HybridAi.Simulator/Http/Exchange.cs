using System.Globalization;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Http;

/// <summary>One request to a simulated provider, on its way.</summary>
/// <param name="http">The request.</param>
/// <param name="simulation">What the Simulator knows.</param>
/// <param name="provider">Who is asked.</param>
/// <param name="entry">Its entry in the log.</param>
/// <param name="profile">The wire that the path belongs to, for providers that speak several.</param>
internal sealed class Exchange(HttpContext http, Simulation simulation, SimulatedProvider provider, RequestEntry entry, ProviderProfile profile)
{
    private readonly long _start = simulation.Time.GetTimestamp();

    public HttpContext Http => http;

    public Simulation Simulation => simulation;

    public SimulatedProvider Provider => provider;

    public ProviderProfile Profile => profile;

    public RequestEntry Entry => entry;

    public string Key { get; set; } = "";

    /// <summary>A line of a batch: nobody waits for it, it is not counted against limits, and it costs half.</summary>
    public bool InBatch { get; init; }

    /// <summary>The models that the caller can ask.</summary>
    public ModelCatalog Catalog => provider.Jobs.Models.IsEmpty
        ? simulation.Catalog
        : simulation.Catalog.With(name => provider.Jobs.Models.Find(Key, name));

    /// <summary>The caller has hung up.</summary>
    public CancellationToken Aborted => http.RequestAborted;

    public TimeSpan Elapsed => simulation.Time.GetElapsedTime(_start);

    /// <summary>The script of a model, and what it decides about this call.</summary>
    public (ActiveScript Script, CallPlan Plan) Draw(string? model, bool listing = false)
    {
        var tuned = model is null ? null : provider.Jobs.Models.Find(Key, model)?.Tuned;
        var script = tuned is null ? provider.Script.For(model) : provider.Script.For(model!, tuned.Base);
        if (listing)
            return (script, script.DrawListing());
        var plan = script.Draw(tuned is not null && !provider.Script.Names(model!) ? tuned.Quality : null);
        return (script, InBatch ? plan.WithoutWire() : plan);
    }

    /// <summary>Waits out the script's latency, and answers its error if there is one.</summary>
    /// <returns>Whether the call goes on.</returns>
    public async Task<bool> BeginAsync(CallPlan plan, Pace pace)
    {
        await pace.WaitForLatencyAsync(Aborted);
        if (plan.Error is not { } scripted)
            return true;
        if (scripted.Kind == ScriptedErrorKind.ConnectionReset)
            Break();
        else
            await SendErrorAsync(ScriptedErrors.ToApiError(scripted));
        return false;
    }

    /// <summary>Breaks the connection.</summary>
    public void Break()
    {
        Settle(Outcome.Cut, null);
        http.Abort();
    }

    /// <summary>Sets the headers that every answer has.</summary>
    public void WriteHeaders()
    {
        var headers = http.Response.Headers;
        headers[Profile.RequestIdHeader] = entry.RequestId;
        foreach (var name in Profile.RequestIdHeaders)
            headers[name] = entry.RequestId;
        foreach (var (name, value) in Profile.Headers)
            headers[name] = value;
        if (Profile.ProcessingTimeHeader is { } timing)
            headers[timing] = ((long)Elapsed.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    }

    public async Task SendErrorAsync(ApiError error)
    {
        var row = Profile.Errors.RowFor(error);
        Settle(Outcome.Error, row.Status);
        WriteHeaders();
        var response = http.Response;
        response.StatusCode = row.Status;
        if (error.RetryAfterSeconds is { } wait && Profile.WritesRetryAfter)
            response.Headers.RetryAfter = Math.Ceiling(wait).ToString(CultureInfo.InvariantCulture);
        if (error.Kind == ErrorKind.BadGateway)
        {
            // A failure in front of the provider speaks HTML, not the provider's JSON.
            response.ContentType = "text/html";
            await response.WriteAsync("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n", Aborted);
            return;
        }

        using var buffer = JsonBuffer.Rent();
        Profile.Errors.Write(buffer.Json, error with { RequestId = entry.RequestId });
        await SendJsonAsync(buffer);
    }

    /// <summary>Sends the buffer's JSON as the whole body.</summary>
    public async Task SendJsonAsync(JsonBuffer buffer)
    {
        await buffer.Json.FlushAsync(Aborted);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = buffer.Bytes.WrittenCount;
        await http.Response.Body.WriteAsync(buffer.Bytes.WrittenMemory, Aborted);
    }

    /// <summary>Notes how the call went. The first word counts.</summary>
    public void Settle(Outcome outcome, int? status)
    {
        if (entry.Outcome != Outcome.Pending)
            return;
        entry.DurationMs = Elapsed.TotalMilliseconds;
        entry.Status = status;
        entry.Outcome = outcome;
    }
}
