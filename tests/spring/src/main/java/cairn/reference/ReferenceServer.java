// Spring Cloud Config Server, as its documentation says to start one.
package cairn.reference;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.bus.BusBridge;
import org.springframework.cloud.config.server.EnableConfigServer;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
@EnableConfigServer
public class ReferenceServer {
  public static void main(String[] arguments) {
    SpringApplication.run(ReferenceServer.class, arguments);
  }

  // The monitor wants a bus to tell of changes. Nobody listens here.
  @Bean
  BusBridge deafBus() {
    return event -> {};
  }
}
