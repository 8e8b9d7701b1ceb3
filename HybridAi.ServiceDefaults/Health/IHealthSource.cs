using System.Text.Json;

namespace HybridAi.ServiceDefaults.Health;

/// <summary>A part of a host that has something to say in <c>/health</c>. Registering it is enough; asked with each request, so it must be quick.</summary>
public interface IHealthSource
{
    /// <summary>How it is now.</summary>
    HealthState State { get; }

    /// <summary>Writes what it has to say as properties of the report, named so that no other part's are.</summary>
    /// <param name="json">Inside the report's object.</param>
    void Write(Utf8JsonWriter json);
}
