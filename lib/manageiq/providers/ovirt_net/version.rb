module ManageIQ
  module Providers
    module OvirtNet
      VERSION = ::OvirtNet::VERSION
    end
  end
end
