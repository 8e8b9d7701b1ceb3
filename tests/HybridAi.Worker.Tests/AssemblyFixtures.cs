using HybridAi.TestServers;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
