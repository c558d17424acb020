{{ config(materialized='view') }}
select distinct name from {{ ref('orders') }}
